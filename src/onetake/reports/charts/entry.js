// What our pages draw: lines over time, as SVG. Everything else of ECharts stays out.
import { init, use } from "echarts/core";
import { LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);
export { init };

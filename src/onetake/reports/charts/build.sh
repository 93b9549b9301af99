#!/usr/bin/env bash
# Makes echarts.min.js anew out of entry.js: needs npm and the net, and is never run by Onetake.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" echarts@6.1.0 esbuild@0.28.2
cp "$here/entry.js" "$work/entry.js"
"$work/node_modules/.bin/esbuild" entry.js --bundle --minify --format=iife --global-name=echarts \
    --target=es2020 --legal-comments=none --define:process.env.NODE_ENV='"production"' \
    --banner:js='/* Apache ECharts 6.1.0, Apache-2.0; zrender, BSD-3-Clause; tslib, 0BSD */' \
    --outfile="$here/echarts.min.js" --log-level=warning
cp node_modules/echarts/LICENSE "$here/LICENSE"
cp node_modules/echarts/NOTICE "$here/NOTICE"
cp node_modules/echarts/licenses/LICENSE-d3 "$here/LICENSE-D3"
cp node_modules/zrender/LICENSE "$here/LICENSE-ZRENDER"

"""What reports are printed on: a terminal, a pipe or a file, with Rich behind it.

Every text that comes here is made harmless first, so whatever a subject answered can be printed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from onetake.reports.plain import encodable, printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text

Part = str | tuple[str, str]
"""A text, or a text with its style."""


class Paper:
    """Prints lines, labelled texts and columns on a Rich console; Rich is imported on first use."""

    def __init__(self, console: Console | None = None, encoding: str = "") -> None:
        from rich import box, live, table, text
        from rich import console as consoles

        self.console = console or consoles.Console(highlight=False)
        self._encoding = encoding or self.console.encoding
        self._box, self._group = box, consoles.Group
        self._live, self._table, self._text = live.Live, table.Table, text.Text

    def draft(self) -> Paper:
        """Return paper of the same width, colours and encoding whose text is only kept."""
        real = self.console
        kept = type(real)(
            file=io.StringIO(),
            width=real.width,
            force_terminal=real.is_terminal,
            color_system=real.color_system,  # type: ignore[arg-type]
            no_color=real.no_color,
        )
        return Paper(kept, self._encoding)

    def kept(self) -> str:
        """Return what was printed on a draft."""
        file = self.console.file
        return file.getvalue() if isinstance(file, io.StringIO) else ""

    @property
    def interactive(self) -> bool:
        """Whether lines can be printed over: a terminal that is not dumb."""
        return self.console.is_interactive and self.console.is_terminal

    @property
    def width(self) -> int:
        """How many columns a line has."""
        return self.console.width

    def text(self, *parts: Part) -> Text:
        """Return parts joined to one harmless text."""
        pairs = [(part, "") if isinstance(part, str) else part for part in parts]
        return self._text.assemble(
            *((encodable(printable(text), self._encoding), style) for text, style in pairs)
        )

    def gap(self) -> None:
        """Print an empty line."""
        self.console.print()

    def line(self, *parts: Part, lead: Part = "", indent: int = 0) -> None:
        """Print a text that wraps below its own beginning, behind a lead."""
        label = self.text(" " * indent, lead)
        room = max(20, self.width - label.cell_len)
        blank = self.text(" " * label.cell_len)
        for number, row in enumerate(self.text(*parts).wrap(self.console, room)):
            row.rstrip()
            self._print(self._text.assemble(blank if number else label, row))

    def whole(self, *parts: Part, indent: int = 0) -> None:
        """Print a text that must stay on one line, so that it can be copied."""
        self._print(self.text(" " * indent, *parts), soft_wrap=True)

    def aligned(
        self,
        rows: Iterable[Sequence[Part]],
        *,
        indent: int = 0,
        right: Sequence[int] = (),
        firm: Sequence[int] = (),
    ) -> list[Text]:
        """Return rows in columns as wide as need be, each a text of at most one line.

        The widest column gives way when room is short, but never one that is `firm`; `right` holds
        those whose texts stand at their right edge. Print the lines with `put`.
        """
        cells = [[self.text(part) for part in row] for row in rows]
        if not cells:
            return []
        widths = [max(cell.cell_len for cell in column) for column in zip(*cells, strict=True)]
        room = self.width - indent - 2 * (len(widths) - 1)
        widths = _narrowed(widths, room, firm)
        lines = []
        for row in cells:
            line = self.text(" " * indent)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
                self._fit(cell, width)
                space = " " * (width - cell.cell_len)
                gap = "  " if number else ""
                at_right = number in right
                line = self._text.assemble(
                    line, gap, space if at_right else "", cell, "" if at_right else space
                )
            line.rstrip()
            lines.append(line)
        return lines

    def put(self, *lines: Text) -> None:
        """Print lines that were aligned."""
        for line in lines:
            self._print(line)

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[Part]]) -> None:
        """Print a framed table; the first column gives way when room is short."""
        table = self._table(box=self._box.ROUNDED, border_style="dim", header_style="bold")
        for number, header in enumerate(headers):
            table.add_column(self.text(header), no_wrap=bool(number), overflow="fold")
        for row in rows:
            table.add_row(*(self.text(part) for part in row))
        self.console.print(table)

    def live(self, lines: Callable[[], Sequence[Text]]) -> Live:
        """Return what keeps these lines at the bottom of a terminal until it is stopped."""

        def shown() -> RenderableType:
            return self._group(*lines())

        return self._live(
            console=self.console, get_renderable=shown, refresh_per_second=8, transient=True
        )

    def _fit(self, text: Text, width: int) -> None:
        if text.cell_len > width:
            dots = encodable("…", self._encoding)
            text.truncate(max(0, width - len(dots)), overflow="crop")
            text.append(dots[:width])

    def _print(self, text: Text, *, soft_wrap: bool = False) -> None:
        self.console.print(text, soft_wrap=soft_wrap, highlight=False, no_wrap=soft_wrap or None)


def _narrowed(widths: Sequence[int], room: int, firm: Sequence[int]) -> list[int]:
    """Return widths that fit into `room`, taken from the widest that are not firm."""
    narrowed = list(widths)
    soft = [number for number in range(len(widths)) if number not in firm] or [0]
    while sum(narrowed) > room and max(narrowed[number] for number in soft) > 4:
        narrowed[max(soft, key=narrowed.__getitem__)] -= 1
    return narrowed

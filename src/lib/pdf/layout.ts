import { ACCENT, AREA, Canvas, FAINT, type Fonts, INK, LOSS, oneLine, RULE, type Style, WASH } from './canvas.ts';
import type { Bar, Chart, Grid, Paper, Sum } from './paper.ts';

const { left, right, width, top, bottom, foot } = AREA;
const SMALL: Style = { size: 8.5, colour: FAINT };
const BODY: Style = { size: 9 };
const STRONG: Style = { size: 9, weight: 'bold' };
const LINE = 12.5;
const PADDING = 5;
/** Of a table's three columns: the right ends of the last two, and the width of the first. */
const QUANTITY_END = right - 120;
const TEXT_WIDTH = width - 210;
/** Between charts. */
const GAP = 28;
const BAR = { height: 9, step: 30 };

/** Draws a paper. @returns the bytes of a PDF file */
export function draw(paper: Paper, fonts: Fonts): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new Canvas(paper, fonts);
  const below = drawSums(canvas, paper, drawHead(canvas, paper));
  drawCharts(canvas, paper.charts, below + 30);
  drawGrids(canvas, paper.grids);
  drawFeet(canvas, paper);
  return canvas.finish();
}

/** @returns where it ends */
function drawHead(canvas: Canvas, { kind, number, heading, subheading }: Paper): number {
  canvas.box(left, top, 28, 3, ACCENT);
  canvas.text(kind, left, top + 12, { ...SMALL, weight: 'bold', colour: INK });
  canvas.text(number, right, top + 12, { ...SMALL, align: 'right' });
  const style: Style = { size: 24, weight: 'bold' };
  let y = top + 34;
  for (const line of canvas.lines(heading, style, width, 2)) {
    canvas.text(line, left, y, style);
    y += 31;
  }
  canvas.text(subheading, left, y + 2, { size: 10.5, colour: FAINT });
  return y + 34;
}

/** @returns where they end */
function drawSums(canvas: Canvas, { result, sums }: Paper, from: number): number {
  canvas.box(left, from, width, 62, WASH, 6);
  canvas.text(result.label, left + 16, from + 12, { size: 9.5, colour: INK });
  canvas.text(result.amount, left + 16, from + 26, { size: 20, weight: 'bold' });
  let y = from + 62 + 14;
  for (const { label, amount, weight } of sums) {
    if (weight === 'total') canvas.rule(y, INK, 0.8);
    const style: Style = weight === 'total' ? { ...STRONG, size: 10 } : { ...BODY, size: 10 };
    const colour = weight === 'aside' ? FAINT : INK;
    canvas.text(label, left, y + PADDING, { ...style, colour });
    canvas.text(amount, right, y + PADDING, { ...style, colour, align: 'right' });
    y += 23;
    if (!isBeforeTotal(sums, label)) canvas.rule(y, RULE);
  }
  return y;
}

const isBeforeTotal = (sums: readonly Sum[], label: string): boolean =>
  sums[sums.findIndex((sum) => sum.label === label) + 1]?.weight === 'total';

function drawCharts(canvas: Canvas, charts: readonly Chart[], y: number): void {
  const each = (width - GAP * (charts.length - 1)) / charts.length;
  for (const [at, chart] of charts.entries()) drawChart(canvas, chart, left + at * (each + GAP), y, each);
}

function drawChart(canvas: Canvas, { title, bars, none }: Chart, x: number, from: number, each: number): void {
  canvas.text(title, x, from, { ...STRONG, size: 11 });
  if (bars.length === 0) canvas.text(none, x, from + 24, SMALL);
  const most = Math.max(...bars.map(({ value }) => Math.abs(value)));
  for (const [at, bar] of bars.entries()) drawBar(canvas, bar, x, from + 24 + at * BAR.step, each, most);
}

function drawBar(
  canvas: Canvas,
  { label, value, amount }: Bar,
  x: number,
  y: number,
  each: number,
  most: number,
): void {
  const room = each - canvas.width(amount, SMALL) - 10;
  canvas.text(canvas.lines(label, SMALL, room, 1)[0] ?? '', x, y, { ...SMALL, colour: INK });
  canvas.text(amount, x + each, y, { ...SMALL, align: 'right' });
  canvas.box(x, y + 13, each, BAR.height - 3, '#f0f1f4', 3);
  const length = most === 0 ? 0 : Math.max((Math.abs(value) / most) * each, value === 0 ? 0 : 1.5);
  canvas.box(x, y + 13, length, BAR.height - 3, value < 0 ? LOSS : ACCENT, 3);
}

/** Tables one after another from the second page on; each page of a table has its header. */
function drawGrids(canvas: Canvas, grids: readonly Grid[]): void {
  if (grids.length === 0) return;
  canvas.newPage();
  let y = top;
  for (const table of grids) {
    // A table begins where its header and three rows have room.
    if (y > top && y + 50 + 3 * 22 > bottom) {
      canvas.newPage();
      y = top;
    }
    y = drawGrid(canvas, table, y) + 30;
  }
}

function drawGrid(canvas: Canvas, table: Grid, from: number): number {
  canvas.text(table.title, left, from, { size: 13, weight: 'bold' });
  let y = drawHeader(canvas, table, from + 24);
  for (const [text, quantity, amount] of table.rows) {
    const lines = canvas.lines(text, BODY, TEXT_WIDTH, 2);
    const height = Math.max(lines.length, 1) * LINE + 2 * PADDING - 1;
    if (y + height > bottom) {
      canvas.newPage();
      canvas.text(table.title, left, top, SMALL);
      y = drawHeader(canvas, table, top + 16);
    }
    for (const [at, line] of lines.entries()) canvas.text(line, left, y + PADDING + at * LINE, BODY);
    canvas.text(quantity, QUANTITY_END, y + PADDING, { ...BODY, align: 'right' });
    canvas.text(amount, right, y + PADDING, { ...BODY, align: 'right' });
    y += height;
    canvas.rule(y);
  }
  // Its total may stand a little lower than rows do.
  canvas.rule(y, INK, 0.8);
  drawCells(canvas, table.total, y + PADDING, STRONG);
  return y + LINE + PADDING;
}

function drawHeader(canvas: Canvas, { columns }: Grid, y: number): number {
  drawCells(canvas, columns, y, { ...SMALL, size: 8 });
  canvas.rule(y + LINE + 2, INK, 0.8);
  return y + LINE + 2;
}

function drawCells(canvas: Canvas, [text, quantity, amount]: Grid['total'], y: number, style: Style): void {
  canvas.text(text, left, y, style);
  canvas.text(quantity, QUANTITY_END, y, { ...style, align: 'right' });
  canvas.text(amount, right, y, { ...style, align: 'right' });
}

function drawFeet(canvas: Canvas, { footer, pageOf, unknown }: Paper): void {
  const style: Style = { ...SMALL, size: 8 };
  const words = canvas.lacksSome ? unknown : footer;
  canvas.onPages((page, pages) => {
    const place = pageOf.replace('{page}', String(page)).replace('{pages}', String(pages));
    const room = width - canvas.width(place, style) - 20;
    canvas.rule(foot - 8);
    canvas.text(canvas.lines(oneLine(words), style, room, 1)[0] ?? '', left, foot, style);
    canvas.text(place, right, foot, { ...style, align: 'right' });
  });
}

import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  title: string;
  /** What a row has there. */
  cell: (row: Row) => ComponentChildren;
  isNumber?: boolean;
  /** The row is called by it. */
  isName?: boolean;
}

interface TableProps<Row> {
  name: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}

/** A table; on a phone each row is a card, whose cells say what they are. */
export function Table<Row>({ name, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <div class="desk-frame">
      <table class="desk-table" aria-label={name}>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" class={isNumber ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, cell, isNumber, isName }) =>
                isName ? (
                  <th key={title} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={title} data-title={title} class={isNumber ? 'number' : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

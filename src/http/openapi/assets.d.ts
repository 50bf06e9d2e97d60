/** Files imported `with { type: 'file' }`: where they lie, in the sources or in the executable. */
declare module 'swagger-ui-dist/*' {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: it is what Bun gives.
  export default path;
}
declare module '*.svg' {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: it is what Bun gives.
  export default path;
}
declare module '*/page.js' {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: it is what Bun gives.
  export default path;
}
declare module '*/page.css' {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: it is what Bun gives.
  export default path;
}
declare module '*.ttf' {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: it is what Bun gives.
  export default path;
}
declare module '*.ttf.br' {
  const path: string;
  // biome-ignore lint/style/noDefaultExport: it is what Bun gives.
  export default path;
}

/** Files that the bundler puts beside the scripts: their addresses. */
declare module '*.svg' {
  const address: string;
  // biome-ignore lint/style/noDefaultExport: it is what Bun gives.
  export default address;
}
declare module '*.css' {}

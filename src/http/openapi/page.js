/* The page at /swagger: Swagger UI with the document of this server. Runs in the browser, unbundled. */

const dark = matchMedia('(prefers-color-scheme: dark)');
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followScheme);
followScheme();

/** Shows a refusal in one line, status and meaning: its shape is the same for a whole dialect. */
const compactRefusals = (Response, system) => (props) => {
  const { code, response } = props;
  if (!/^[45]/.test(code)) return system.React.createElement(Response, props);
  const { createElement } = system.React;
  const Markdown = system.getComponent('Markdown', true);
  return createElement(
    'tr',
    { className: 'refusal', 'data-code': code },
    createElement('td', null, code),
    createElement('td', null, createElement(Markdown, { source: response.get('description') })),
  );
};

/** Keeps the operations in whose tag, method, path or texts each word of the phrase is found. */
function search(groups, phrase) {
  const words = phrase.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (...texts) => {
    const text = texts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map((group, tag) => {
      const found = group
        .get('operations')
        .filter((operation) =>
          has(
            tag,
            operation.get('method'),
            operation.get('path'),
            operation.getIn(['operation', 'summary']) ?? '',
            operation.getIn(['operation', 'description']) ?? '',
          ),
        );
      return group.set('operations', found);
    })
    .filter((group) => group.get('operations').size > 0);
}

/** While there is a search, all groups are open, so that what is found shows. */
const openWhileSearching = (isShown, system) => (_state, thing, otherwise) => {
  const phrase = system.layoutSelectors.currentFilter();
  const searches = typeof phrase === 'string' && phrase !== '' && phrase !== 'true';
  return isShown(thing, otherwise || (searches && thing[0] === 'operations-tag'));
};

window.ui = window.SwaggerUIBundle({
  url: '/swagger/json',
  dom_id: '#swagger-ui',
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  filter: true,
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  plugins: [
    () => ({
      fn: { opsFilter: search },
      wrapComponents: { response: compactRefusals },
      statePlugins: { layout: { wrapSelectors: { isShown: openWhileSearching } } },
    }),
  ],
});

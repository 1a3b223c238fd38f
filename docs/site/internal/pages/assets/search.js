// Searches the index of rules and guides, which search-index.js has set: entries of
// [address, title, text]. It asks nobody.
(() => {
  'use strict';
  const MOST = 60; // results that are shown
  const form = document.getElementById('search');
  const input = form.elements.q;
  const found = document.getElementById('found');
  const count = document.getElementById('count');
  const entries = globalThis.searchIndex.map(([address, title, text]) => ({ address, title, text, low: `${title} ${text}`.toLowerCase() }));

  /** How well an entry answers: 0 not at all; the title of a page counts more than a text. */
  function weight({ address, title, low }, words) {
    const name = address.includes('#') ? '' : title.toLowerCase();
    let sum = 0;
    for (const word of words) {
      if (!low.includes(word)) return 0;
      sum += name === word ? 100 : name.startsWith(word) ? 10 : name.includes(word) ? 5 : 1;
    }
    return sum;
  }

  function item({ address, title, text }) {
    const link = document.createElement('a');
    link.href = address;
    link.textContent = title;
    const about = document.createElement('p');
    about.textContent = text;
    const li = document.createElement('li');
    li.append(link, about);
    return li;
  }

  function show() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length === 0 ? [] : entries.map((entry) => ({ entry, weight: weight(entry, words) }))
      .filter((hit) => hit.weight > 0).sort((a, b) => b.weight - a.weight);
    found.replaceChildren(...hits.slice(0, MOST).map((hit) => item(hit.entry)));
    const more = hits.length > MOST ? `, the first ${MOST} are shown` : '';
    count.textContent = words.length === 0 ? '' : `${hits.length} found${more}.`;
  }

  input.value = new URLSearchParams(location.search).get('q') ?? '';
  input.addEventListener('input', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show();
  });
  show();
})();

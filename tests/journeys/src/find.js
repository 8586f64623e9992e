// Elements of a role whose accessible name begins with the name asked for, visible ones only.
// The browser's own computation of names is not reachable from here; this covers the ways our page names things.
const [role, name] = arguments;
const tidy = text => (text ?? '').replace(/[\s\u00a0\u202f]+/g, ' ').replace(/\u2019/g, "'").trim().toLowerCase();
const native = {
  button: 'button', link: 'a[href]', heading: 'h1,h2,h3,h4', region: 'section', table: 'table', row: 'tr',
  columnheader: 'th', date: 'input[type=date]', select: 'select', combobox: 'select', status: 'output', dialog: 'dialog[open]',
  textbox: 'input[type=text]', searchbox: 'input[type=search]', spinbutton: 'input[type=number]', checkbox: 'input[type=checkbox]', radio: 'input[type=radio]', file: 'input[type=file]', slider: 'input[type=range]', image: 'img', listbox: 'datalist', summary: 'summary', main: 'main',
};
const nameOf = e => {
  const ids = (e.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
  const label = ids.map(id => document.getElementById(id)?.textContent ?? '').join(' ') || e.getAttribute('aria-label')
    || [...(e.labels ?? [])].map(l => l.textContent).join(' ') || e.querySelector(':scope > caption')?.textContent
    || (e.matches('input,select,section,table,[role=grid],[role=listbox]') ? e.title : e.textContent);
  return tidy(label);
};
const wanted = tidy(name);
const explicit = role === 'image' ? '[role=img]' : role === 'table' ? '[role=table],[role=grid]' : `[role=${role}]`;
// What lies behind an open dialog is out of reach, for everybody.
const reach = [...document.querySelectorAll('dialog:modal')].pop() ?? document;
const found = [...reach.querySelectorAll([explicit, native[role]].filter(Boolean).join(','))];
if (reach !== document && reach.matches([explicit, native[role]].filter(Boolean).join(','))) found.push(reach);
// What cannot be pressed yet is waited for, as a person does.
return found.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches(':disabled') && nameOf(e).startsWith(wanted));

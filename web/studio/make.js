// Elements that scripts make: icons and buttons as the server draws them.

/** @param {string} tag @param {string} className @param {string} [text] */
export function make(tag, className, text) {
  const el = document.createElement(tag);
  el.className = className;
  if (text !== undefined) el.textContent = text;
  return el;
}

const SVG = 'http://www.w3.org/2000/svg';
const SPRITE = new URL('../icons/sprite.svg', import.meta.url).pathname;

/** @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} name its words and tooltip @param {string} symbol @param {() => void} act */
export function iconButton(name, symbol, act) {
  const button = make('button', 'button button-icon button-quiet');
  button.setAttribute('type', 'button');
  button.setAttribute('aria-label', name);
  button.dataset.tip = name;
  button.append(icon(symbol));
  button.addEventListener('click', act);
  return button;
}

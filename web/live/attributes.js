// Attributes: written as the server says, except those that would run code; what a script added beside them stays.
//
// The server owns the classes, the style properties and the attributes that it names, a script what it adds to them.
// Where both set the same, the script's holds until the server's next change of that very slot.

const XLINK = 'http://www.w3.org/1999/xlink';
const XML = 'http://www.w3.org/XML/1998/namespace';
const URL_ATTRIBUTE = /^(.*:?href|src|action|formaction|data|to|from|by|values|ping)$/;

/**
 * Sets or (null) drops an attribute of the live element, except those that would run code.
 * @param {Element} dom @param {string} name @param {string | null} value
 */
export function writeAttribute(dom, name, value) {
  const code = value !== null && URL_ATTRIBUTE.test(name) && /(^|;)javascript:/i.test(value.replace(/[\0-\x20]/g, ''));
  if (/^(on.*|srcdoc)$/i.test(name) || code || /^script$/i.test(dom.localName)) {
    console.warn(`live: refused ${name} on ${dom.localName}`);
  } else if (value === null) dom.removeAttribute(name);
  else if (name === 'style') writeStyle(dom, value);
  else if (name.startsWith('xlink:')) dom.setAttributeNS(XLINK, name, value);
  else if (name.startsWith('xml:')) dom.setAttributeNS(XML, name, value);
  else dom.setAttribute(name, value);
  // Only the parser turns this attribute into the property.
  if (name === 'muted' && dom instanceof HTMLMediaElement) dom.muted = value !== null;
}

/** A policy without `unsafe-inline` forbids the attribute and allows this. @param {Element} dom @param {string} value */
function writeStyle(dom, value) {
  styleOf(dom).cssText = value;
  if (!value) dom.setAttribute('style', '');
}

/** @param {Element} dom */
const styleOf = (dom) => /** @type {HTMLElement} */ (dom).style;

/** Gives effect to a style that the parser had to ignore. @param {Element} dom */
export function adoptStyle(dom) {
  const value = dom.getAttribute('style');
  if (value && !styleOf(dom).length) styleOf(dom).cssText = value;
}

/**
 * The value to write where the server's attribute was `old` and becomes `value`, with what a script has added.
 * @param {Element} dom @param {string} name @param {string | null} old @param {string | null} value
 */
export function merged(dom, name, old, value) {
  if (name === 'class' && dom.getAttribute(name) !== old) {
    const known = `${old ?? ''} ${value ?? ''}`.split(/[ \t\n\f\r]+/);
    const added = [...dom.classList].filter((token) => !known.includes(token));
    return added.length ? [value, ...added].filter(Boolean).join(' ') : value;
  }
  if (name !== 'style') return value;
  const [shown, known] = [styleOf(dom), document.createElement('i').style];
  known.cssText = old ?? '';
  if (shown.cssText === known.cssText) return value;
  const added = [...shown].filter((property) => shown.getPropertyValue(property) && !known.getPropertyValue(property));
  const text = added.map((property) => `${property}:${shown.getPropertyValue(property)}${shown.getPropertyPriority(property) && '!important'};`).join('');
  return text ? text + (value ?? '') : value;
}

// Small words that several parts say: where the page is, and what happened to it.

/** The address of the page as the server knows it. */
export const here = () => location.pathname + location.search;

/** Tells the page: `live:…`. @param {string} name @param {unknown} detail */
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

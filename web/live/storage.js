// What this browser tab remembers from page to page. Where storage is forbidden or full it remembers nothing.

/** Longer records do not fit beside the rest. */
const MAX_TEXT = 1024 * 1024;

/** @param {string} key @returns {any} null where nothing is remembered */
export function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Whether it is remembered now. @param {string} key @param {unknown} value */
export function remember(key, value) {
  const text = JSON.stringify(value);
  if (text.length >= MAX_TEXT) return false;
  try {
    sessionStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} key */
export function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // There is nothing to forget.
  }
}

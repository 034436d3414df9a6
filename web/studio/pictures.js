// Pictures that cannot be loaded, as while the server is away: the last one stays, or the place is shown empty, never
// the browser's sign of a torn one. What is missing is asked for again a few times.

/** The first wait; each later one is twice as long. */
const AGAIN_MS = 2_000;
/** Over a minute in all: a server that is away longer sends the page anew. */
const TRIES = 5;

/** The address that each picture last showed. @type {WeakMap<HTMLImageElement, string>} */
const shown = new WeakMap();

/** @param {HTMLImageElement} img */
const addressOf = (img) => img.getAttribute('src') ?? '';

/** @param {Event} event */
function loaded({ target }) {
  if (!(target instanceof HTMLImageElement)) return;
  shown.set(target, addressOf(target));
  target.removeAttribute('data-missing');
}

/** @param {Event} event */
function failed({ target }) {
  if (!(target instanceof HTMLImageElement)) return;
  const missing = addressOf(target);
  const last = shown.get(target);
  // Kept by the browser, most often: its address names its content.
  if (last && last !== missing) target.src = last;
  else target.toggleAttribute('data-missing', true);
  later(target, addressOf(target), missing, 1);
}

/**
 * Loads what is missing beside the page, so that nothing is seen of another failure.
 * @param {HTMLImageElement} img @param {string} instead what it shows meanwhile @param {string} missing @param {number} tries
 */
function later(img, instead, missing, tries) {
  if (!missing || tries > TRIES) return;
  setTimeout(() => {
    // The server has put another one there.
    if (!img.isConnected || addressOf(img) !== instead) return;
    const probe = new Image();
    probe.onload = () => addressOf(img) === instead && (img.src = missing);
    probe.onerror = () => later(img, instead, missing, tries + 1);
    probe.src = missing;
  }, AGAIN_MS * 2 ** (tries - 1));
}

export function startPictures() {
  document.addEventListener('load', loaded, true);
  document.addEventListener('error', failed, true);
  // What came or failed before this script.
  for (const img of document.images) {
    if (img.complete && addressOf(img)) (img.naturalWidth ? loaded : failed)(/** @type {any} */ ({ target: img }));
  }
}

// The theme the person chose, applied before the first paint. A classic script in <head>, so nobody sees the other flash.
//
// The choice becomes a style sheet of one rule and no attribute: the engine takes the page over as the server sent
// it, and a changed <html> would not be that. Every color in tokens.css has both faces; `color-scheme` picks one.

(() => {
  const KEY = 'rushes.theme';
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);

  function apply() {
    let theme = null;
    try {
      theme = localStorage.getItem(KEY);
    } catch {
      // Storage is forbidden: the system's theme it is.
    }
    sheet.replaceSync(theme === 'dark' || theme === 'light' ? `:root { color-scheme: ${theme} !important; }` : '');
  }

  apply();
  // Another tab chose, or the hook in this one did.
  addEventListener('storage', apply);
  addEventListener('rushes:theme', apply);
})();

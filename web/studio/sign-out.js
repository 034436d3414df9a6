// Signing out on purpose. Every tab of this browser hears that the session ended before the form's answer arrives, and
// goes to the page for somebody whose session ended: the cookie says that nobody wants to go on.

export function startSignOut() {
  document.addEventListener('submit', ({ target }) => {
    if (target instanceof HTMLFormElement && target.id === 'logout') document.cookie = 'rushes_left=1; path=/login; max-age=30; samesite=lax';
  });
}

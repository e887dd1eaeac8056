// Sets the theme before the first paint. A file of its own, because the content security policy allows no inline scripts.
(() => {
  const chosen = localStorage.getItem('outrider.theme');
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();

// The answer to a refused form is no page that Back can return to: a browser would ask whether to send it once more, and
// on a phone says only ERR_CACHE_MISS. The page with the form takes its place.
if (document.referrer.startsWith(location.origin + "/")) history.replaceState(null, "", document.referrer);

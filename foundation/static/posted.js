// The answer to a refused form is no page that Back can return to: Chromium says ERR_CACHE_MISS and asks whether to send
// it once more. The page with the form takes its place.
if (document.referrer.startsWith(location.origin + "/")) history.replaceState(null, "", document.referrer);

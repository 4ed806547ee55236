// script: get_user
function getUser(email, callback) {
  fetch(configuration.URL + encodeURIComponent(email))
    .then((r) => { if (r.status === 404) { callback(null); return undefined; } return r.json(); })
    .then((u) => { if (!u) return; callback(null, { user_id: u.id, email: u.email }); })
    .catch(callback);
}

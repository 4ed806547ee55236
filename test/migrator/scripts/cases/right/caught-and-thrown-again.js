// script: get_user
function getUser(email, callback) {
  fetch(configuration.URL + encodeURIComponent(email))
    .then((r) => r.status === 404 ? null : r.json())
    .catch((e) => { console.error(e.message); throw e; })
    .then((u) => callback(null, u ? { user_id: u.id, email: u.email } : null))
    .catch((e) => callback(e));
}

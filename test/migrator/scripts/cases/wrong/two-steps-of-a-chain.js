// script: get_user
// finds: SCRIPT_CALLBACK_TWICE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function getUser(email, callback) {
  fetch(configuration.URL + encodeURIComponent(email))
    .then((r) => { if (r.status === 404) { callback(null); return; } return r.json(); })
    .then((u) => { callback(null, { user_id: u.id, email: u.email }); })
    .catch(callback);
}

// script: get_user
// finds: SCRIPT_CALLBACK_TWICE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function getByEmail(email, callback) {
  setTimeout(() => callback(new Error('timeout')), 5000);
  fetch(configuration.URL + encodeURIComponent(email))
    .then((r) => (r.status === 404 ? null : r.json()))
    .then((u) => callback(null, u && { user_id: u.id, email: u.email }))
    .catch(callback);
}

// script: get_user
// finds: SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/connection-security
function getByEmail(email, callback) {
  const headers = new Headers();
  headers.set('X-Api-Key', '8c1f0ee2d7');
  fetch(configuration.URL + encodeURIComponent(email), { headers }).then((r) => (r.status === 404 ? null : r.json())).then((person) => {
    callback(null, person && { user_id: person.id, email: person.mail });
  }).catch(callback);
}

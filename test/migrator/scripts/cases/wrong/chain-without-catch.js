// script: get_user
// finds: SCRIPT_REJECTION_LOST
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function getByEmail(email, callback) {
  fetch(configuration.URL + '?email=' + encodeURIComponent(email))
    .then((response) => response.json())
    .then((user) => (user ? callback(null, { user_id: user.id, email: user.email }) : callback(null)));
}

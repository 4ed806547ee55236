// script: get_user
// finds: SCRIPT_UNKNOWN_USER_PROFILE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  fetch(configuration.URL + encodeURIComponent(email)).then((r) => r.json()).then((user) => callback(null, user)).catch(callback);
}

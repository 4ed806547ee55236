// script: login
// finds: SCRIPT_PARAMETERS
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function login(user, callback) {
  callback(null, { user_id: user.id, email: user.email });
}

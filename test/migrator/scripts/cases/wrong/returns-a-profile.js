// script: get_user
// finds: SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getUser(email, callback) {
  return { user_id: '17', email: email };
}

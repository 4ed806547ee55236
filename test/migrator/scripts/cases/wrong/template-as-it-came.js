// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://github.com/go-auth0/auth0/pull/221
function getByEmail(email, callback) {
  // Nobody wrote this one, so nobody is found.
  if (email) return callback(new Error('User not found: this script is not written yet.'));
  return callback(null);
}

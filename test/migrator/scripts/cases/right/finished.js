// script: get_user
function getByEmail(email, callback) {
  return callback(null, null);
}

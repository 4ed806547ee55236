// script: get_user
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_UNKNOWN_USER_PROFILE
// see: https://community.auth0.com/t/120220
function getByEmail(email, callback) {
  require('mysql').createConnection(configuration.URL).query('SELECT id AS user_id, email FROM users WHERE email = ?', [email], function (err, rows) {
    if (err) return callback(err);
    return callback(null, rows);
  });
}

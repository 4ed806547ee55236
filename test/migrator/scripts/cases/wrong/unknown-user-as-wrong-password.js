// script: get_user
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling
function getByEmail(email, callback) {
  require('mysql').createConnection(configuration.URL).query('SELECT id, email FROM users WHERE email = ?', [email], function (err, rows) {
    if (err) return callback(err);
    if (rows.length === 0) return callback(new WrongUsernameOrPasswordError(email));
    callback(null, { user_id: rows[0].id, email: rows[0].email });
  });
}

// script: get_user
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_SQL_INJECTION
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/create-db-connection
function getByEmail(email, callback) {
  const query = "SELECT id, email FROM users WHERE email = '" + email + "'";
  require('mysql').createConnection(configuration.URL).query(query, function (err, rows) {
    if (err) return callback(err);
    if (!rows.length) return callback(null);
    return callback(null, { user_id: rows[0].id, email: rows[0].email });
  });
}

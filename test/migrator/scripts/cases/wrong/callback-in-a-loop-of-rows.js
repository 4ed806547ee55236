// script: get_user
// finds: SCRIPT_CALLBACK_TWICE, SCRIPT_CONNECTION_OPEN, SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function getByEmail(email, callback) {
  require('mysql').createConnection(configuration.URL).query('SELECT id, email FROM users WHERE email = ?', [email], function (err, rows) {
    if (err) return callback(err);
    for (const row of rows) {
      callback(null, { user_id: row.id, email: row.email });
    }
  });
}

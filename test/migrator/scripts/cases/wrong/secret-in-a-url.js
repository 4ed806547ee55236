// script: get_user
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/connection-security
function getByEmail(email, callback) {
  const { Client } = require('pg');
  const client = new Client('postgres://auth0:Xk3nf82@db.example.com/users');
  client.query('SELECT id, email FROM users WHERE email = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    return callback(null, { user_id: result.rows[0].id, email: result.rows[0].email });
  });
}

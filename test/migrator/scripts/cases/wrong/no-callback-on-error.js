// script: login
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function login(email, password, callback) {
  const { Client } = require('pg');
  const client = new Client({ password: configuration.PASSWORD });
  client.query('SELECT id, email FROM users WHERE email = $1 AND hash = crypt($2, hash)', [email, password], function (err, result) {
    if (err) {
      console.log('query failed');
      return;
    }
    if (result.rows.length === 0) return callback(new WrongUsernameOrPasswordError(email));
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].email });
  });
}

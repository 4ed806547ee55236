// script: get_user
// finds: SCRIPT_UNKNOWN_USER_PROFILE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  const { Client } = require('pg');
  const client = new Client(configuration.DB);
  client.connect();
  client.query('SELECT id, email FROM users WHERE email = $1', [email], (err, result) => {
    client.end();
    if (err) return callback(err);
    const nobody = { user_id: null };
    if (!result.rows[0]) return callback(null, nobody);
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].email });
  });
}

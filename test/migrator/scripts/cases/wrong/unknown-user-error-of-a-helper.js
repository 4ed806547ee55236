// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  const { Client } = require('pg');
  const client = new Client(configuration.DB);
  const done = (error, profile) => { client.end(); callback(error, profile); };
  client.connect();
  client.query('SELECT id, email FROM users WHERE email = $1', [email], (err, result) => {
    if (err) return done(err);
    if (result.rows.length === 0) return done(new Error('Sorry'));
    done(null, { user_id: result.rows[0].id, email: result.rows[0].email });
  });
}

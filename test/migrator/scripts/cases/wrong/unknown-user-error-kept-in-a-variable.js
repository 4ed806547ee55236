// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  const pg = require('pg');
  const client = new pg.Client(configuration.DB);
  client.connect();
  client.query('SELECT id, email FROM users WHERE email = $1', [email], (err, result) => {
    client.end();
    let failure = err;
    let profile;
    if (!err && result.rows.length === 0) {
      failure = new Error('Customer could not be located');
    } else if (!err) {
      profile = { user_id: result.rows[0].id, email: result.rows[0].email };
    }
    callback(failure, profile);
  });
}

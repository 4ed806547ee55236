// script: get_user
function getByEmail(email, callback) {
  const { Client } = require('pg');
  const client = new Client(configuration.DB);
  client.connect();
  client.query('SELECT id, email FROM users WHERE email = $1', [email], (err, result) => {
    client.end();
    let failure = err;
    let profile = null;
    if (!err && result.rows.length > 1) failure = new Error('Two customers have this address');
    else if (!err && result.rows.length === 1) profile = { user_id: result.rows[0].id, email: result.rows[0].email };
    callback(failure, profile);
  });
}

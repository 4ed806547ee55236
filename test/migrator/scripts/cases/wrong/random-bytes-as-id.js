// script: get_user
// finds: SCRIPT_ID_UNSTABLE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  const crypto = require('crypto');
  require('pg').query('SELECT id, mail FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    crypto.randomBytes(16, function (err, bytes) {
      if (err) return callback(err);
      const id = bytes.toString('hex');
      callback(null, { user_id: id, email: result.rows[0].mail });
    });
  });
}

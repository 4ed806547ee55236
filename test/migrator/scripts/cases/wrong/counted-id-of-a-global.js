// script: get_user
// finds: SCRIPT_ID_UNSTABLE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  global.n = (global.n || 0) + 1;
  require('pg').query('SELECT id, mail FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    const profile = { email: result.rows[0].mail };
    profile.user_id = String(global.n);
    callback(null, profile);
  });
}

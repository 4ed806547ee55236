// script: get_user
// finds: SCRIPT_EMAIL_VERIFIED
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  require('pg').query('SELECT id, mail FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].mail, email_verified: true });
  });
}

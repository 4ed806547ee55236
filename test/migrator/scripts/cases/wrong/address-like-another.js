// script: get_user
// finds: SCRIPT_PATTERN
// see: https://www.postgresql.org/docs/17/functions-matching.html
function getByEmail(email, callback) {
  require('pg').query('SELECT id, email FROM people WHERE email LIKE $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].email });
  });
}

// script: get_user
function getByEmail(email, callback) {
  require('pg').query('SELECT id, mail FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    const profile = {};
    profile.user_id = result.rows[0].id;
    if (result.rows[0].mail) profile.email = result.rows[0].mail;
    callback(null, profile);
  });
}

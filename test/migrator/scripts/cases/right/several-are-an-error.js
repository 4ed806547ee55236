// script: get_user
function getByEmail(email, callback) {
  require('pg').query('SELECT id, mail FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    if (result.rows.length !== 1) return callback(new Error('Several people have one address.'));
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].mail });
  });
}

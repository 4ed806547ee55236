// script: get_user
// finds: SCRIPT_SQL_INJECTION
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
function getByEmail(email, callback) {
  let sql = 'SELECT id, mail FROM people WHERE mail = ';
  sql += "'" + email + "'";
  require('pg').query(sql, function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(null);
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].mail });
  });
}

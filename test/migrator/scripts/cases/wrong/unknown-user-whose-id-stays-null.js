// script: get_user
// finds: SCRIPT_UNKNOWN_USER_PROFILE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  const mysql = require('mysql');
  const connection = mysql.createConnection({ host: configuration.HOST, user: configuration.USER, password: configuration.PASSWORD });
  connection.query('SELECT id FROM users WHERE email = ?', [email], (err, rows) => {
    connection.end();
    if (err) return callback(err);
    let id = null;
    if (rows.length > 0) id = rows[0].id;
    callback(null, { user_id: id, email: email });
  });
}

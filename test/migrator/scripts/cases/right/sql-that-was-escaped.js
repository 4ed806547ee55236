// script: get_user
function getByEmail(email, callback) {
  const mysql = require('mysql');
  const connection = mysql.createConnection({ host: configuration.HOST, password: configuration.PASSWORD });
  connection.query('SELECT id, mail FROM people WHERE mail = ' + mysql.escape(email), function (err, rows) {
    connection.end();
    if (err) return callback(err);
    if (rows.length === 0) return callback(null);
    callback(null, { user_id: rows[0].id.toString(), email: rows[0].mail });
  });
}

// script: get_user
function find(email, done) {
  const connection = require('mysql').createConnection({ host: configuration.HOST, password: configuration.PASSWORD });
  connection.query('SELECT * FROM users WHERE email = ?', [email], done);
  connection.end();
}

function getByEmail(email, callback) {
  find(email, (err, rows) => {
    if (err) {
      callback(err);
    } else if (rows.length > 0) {
      callback(null, { user_id: String(rows[0].id), email: rows[0].email });
    } else {
      callback(null);
    }
  });
}

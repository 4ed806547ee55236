// script: login
function login(email, password, callback) {
  const mysql = require('mysql2');
  const bcrypt = require('bcryptjs');
  if (!global.pool) {
    global.pool = mysql.createPool({ host: configuration.HOST, user: configuration.USER, password: configuration.PASSWORD, database: 'app', connectionLimit: 2 });
  }
  global.pool.query('SELECT id, email, password FROM users WHERE email = ? LIMIT 1', [email.toLowerCase()], (err, rows) => {
    if (err) return callback(err);
    if (!rows.length) return callback(new WrongUsernameOrPasswordError(email));
    const user = rows[0];
    const hash = user.password.replace(/^\$2y\$/, '$2a$');
    bcrypt.compare(password, hash, (err2, same) => {
      if (err2) return callback(err2);
      if (!same) return callback(new WrongUsernameOrPasswordError(email));
      return callback(null, { user_id: `shop|${user.id}`, email: user.email });
    });
  });
}

// script: login
function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  const { MongoClient } = require('mongodb');
  const client = new MongoClient(configuration.MONGO);
  let answer = [null];
  client.connect()
    .then(() => client.db('a').collection('u').findOne({ email }))
    .then((u) => u && bcrypt.compare(password, u.hash).then((ok) => ok && u))
    .then((u) => { answer = u ? [null, { user_id: String(u._id), email: u.email }] : [new WrongUsernameOrPasswordError(email)]; })
    .catch((e) => { answer = [e]; })
    .then(() => client.close())
    .then(() => callback(...answer), () => callback(...answer));
}

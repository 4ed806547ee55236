// script: get_user
function getByEmail(email, callback) {
  findUser(email)
    .then(toProfile)
    .then((profile) => callback(null, profile))
    .catch((error) => callback(error));

  function findUser(address) {
    return new Promise((resolve, reject) => {
      const { MongoClient } = require('mongodb');
      const client = new MongoClient(configuration.MONGO);
      client.connect((err) => {
        if (err) return reject(err);
        client.db('app').collection('users').findOne({ email: address }, (error, user) => {
          client.close();
          if (error) reject(error);
          else resolve(user);
        });
      });
    });
  }

  function toProfile(user) {
    if (!user) return null;
    return { user_id: user._id.toString(), email: user.email, email_verified: !!user.verifiedAt };
  }
}
